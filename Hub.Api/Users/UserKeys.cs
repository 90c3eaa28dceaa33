namespace Hub.Api.Users;

/// <summary>The keys of a user model, beside <c>kind</c> and <c>name</c>; which are shown depends on the caller's scopes.</summary>
[Flags]
public enum UserKeys
{
    None = 0,

    /// <summary>Only <c>kind</c> and <c>name</c>.</summary>
    Name = 1,
    UserInfo = 2,
    Admin = 4,
    Roles = 8,
    Groups = 16,
    Server = 32,
    Pending = 64,
    Created = 128,
    LastActivity = 256,
    Servers = 512,
    AuthState = 1024,
}
