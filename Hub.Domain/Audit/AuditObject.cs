namespace Hub.Domain.Audit;

/// <summary>How the object of a deed is written: its kind, a slash, its name.</summary>
public static class AuditObject
{
    public static string User(string name) => $"user/{name}";

    public static string Server(string owner, string name) => $"server/{owner}/{name}";

    public static string Group(string name) => $"group/{name}";

    public static string Role(string name) => $"role/{name}";

    public static string Service(string name) => $"service/{name}";

    public static string Token(int id) => $"token/{id}";
}
