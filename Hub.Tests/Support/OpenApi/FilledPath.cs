namespace Hub.Tests.Support.OpenApi;

/// <summary>Puts names into the paths of the document: those of things a fixture has made, by what stands before them.</summary>
public static class FilledPath
{
    /// <param name="template">The path as the document writes it.</param>
    /// <param name="names">By the segment before, such as <c>users</c>; <c>*</c> for all others.</param>
    /// <returns>The path below the API, without a slash before it.</returns>
    public static string Of(string template, IReadOnlyDictionary<string, string> names)
    {
        var segments = template.TrimStart('/').Split('/');
        var filled = new List<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            var key = i > 0 && segments[i - 1].StartsWith('{') ? segments[i].Trim('{', '}') : i > 0 ? segments[i - 1] : "";
            filled.Add(segments[i].StartsWith('{') ? names.GetValueOrDefault(key) ?? names["*"] : segments[i]);
        }

        return string.Join('/', filled);
    }
}
