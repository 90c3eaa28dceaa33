namespace Hub.Domain.Paging;

/// <summary>One stretch of a list, and how long the whole list is.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Total)
{
    public PageOf<TOut> Select<TOut>(Func<T, TOut> convert) => new([.. Items.Select(convert)], Total);
}
