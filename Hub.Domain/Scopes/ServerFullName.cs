namespace Hub.Domain.Scopes;

/// <summary>The form in which filters name a server: <c>owner/server</c>, with nothing after the slash for the default server.</summary>
public static class ServerFullName
{
    public static string Of(string owner, string server) => $"{owner}/{server}";

    /// <summary>Who owns the server; user names hold no slash, so the first one ends the owner.</summary>
    public static string OwnerOf(string fullName)
    {
        var slash = fullName.IndexOf('/');
        return slash < 0 ? fullName : fullName[..slash];
    }

    internal static bool Belongs(string fullName, string owner) =>
        fullName.Length > owner.Length && fullName[owner.Length] == '/' && fullName.StartsWith(owner, StringComparison.Ordinal);

    /// <summary>The ordinal order of a full name and <c>owner/server</c>, without putting the latter together.</summary>
    internal static int Compare(string fullName, string owner, string server)
    {
        var common = Math.Min(fullName.Length, owner.Length);
        var order = fullName.AsSpan(0, common).SequenceCompareTo(owner.AsSpan(0, common));
        if (order != 0)
            return order;
        if (fullName.Length <= owner.Length)
            return -1;
        order = fullName[owner.Length].CompareTo('/');
        return order != 0 ? order : fullName.AsSpan(owner.Length + 1).SequenceCompareTo(server);
    }
}
