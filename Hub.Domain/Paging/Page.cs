namespace Hub.Domain.Paging;

/// <summary>Which stretch of a list is wanted; both numbers are already within their bounds.</summary>
public readonly record struct Page(int Offset, int Limit);
