using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Primitives;

namespace Hub.Api.Wire.Lists;

/// <summary>Gives actions the values of a query as JupyterHub reads them: the last of several, without blanks around it.</summary>
internal sealed class LastQueryValues : IValueProviderFactory
{
    public Task CreateValueProviderAsync(ValueProviderFactoryContext context)
    {
        var query = context.ActionContext.HttpContext.Request.Query;
        if (query.Count > 0)
            context.ValueProviders.Add(new QueryStringValueProvider(BindingSource.Query, Plain(query), CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }

    private static IQueryCollection Plain(IQueryCollection query) => query.All(entry => IsPlain(entry.Value))
        ? query
        : new QueryCollection(query.ToDictionary(entry => entry.Key, entry => Last(entry.Value), StringComparer.OrdinalIgnoreCase));

    private static StringValues Last(StringValues values) => values is [.., { } last] ? last.Trim() : "";

    private static bool IsPlain(StringValues values) =>
        values is [{ } one] && (one.Length == 0 || (!char.IsWhiteSpace(one[0]) && !char.IsWhiteSpace(one[^1])));
}
