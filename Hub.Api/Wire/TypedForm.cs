namespace Hub.Api.Wire;

/// <summary>Reads what somebody typed into a form of a page.</summary>
public static class TypedForm
{
    /// <summary>A body of any other type is a form without fields, as in JupyterHub; the framework would throw.</summary>
    public static async Task<IFormCollection> TypedAsync(this HttpRequest request, CancellationToken ct)
    {
        if (!request.HasFormContentType)
            return FormCollection.Empty;
        var form = await request.ReadFormAsync(ct);
        foreach (var (name, values) in form)
            ZeroByte.Refuse(name + string.Concat(values.ToArray()));
        return form;
    }
}
