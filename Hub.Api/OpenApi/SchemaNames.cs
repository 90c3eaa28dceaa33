namespace Hub.Api.OpenApi;

/// <summary>The names of schemas: a model's own without the ending, so that clients get a <c>User</c>, and pages by what is on them.</summary>
internal static class SchemaNames
{
    private const string Ending = "Model";

    public static string Of(Type type)
    {
        if (type.IsGenericType)
            return Plain(type.GetGenericArguments()[^1]) + WithoutEnding(type.Name[..type.Name.IndexOf('`')]);
        return WithoutEnding(type.Name);
    }

    // What is in a list of lists of something is that something.
    private static string Plain(Type type) =>
        type.IsGenericType ? Plain(type.GetGenericArguments()[^1]) : type.IsArray ? Plain(type.GetElementType()!) : WithoutEnding(type.Name);

    private static string WithoutEnding(string name) =>
        name.EndsWith(Ending, StringComparison.Ordinal) && name.Length > Ending.Length ? name[..^Ending.Length] : name;
}
