using Newtonsoft.Json;

namespace Hub.Api.Wire.Lists;

/// <summary>A page of a list in its envelope.</summary>
/// <param name="Items">The entries on this page.</param>
/// <param name="Pagination">Where this page stands in the list.</param>
public sealed record PageModel<T>(T Items, [property: JsonProperty("_pagination")] PaginationModel Pagination);

/// <summary>Where a page stands in its list.</summary>
/// <param name="Offset">How many entries come before this page.</param>
/// <param name="Limit">How many entries this page can hold.</param>
/// <param name="Total">How many entries the whole list has.</param>
/// <param name="Next">The page after this one; null on the last.</param>
public sealed record PaginationModel(int Offset, int Limit, int Total, NextPageModel? Next);

/// <summary>How to ask for the page after this one.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Limit">Its limit.</param>
/// <param name="Url">The whole URL to get.</param>
public sealed record NextPageModel(int Offset, int Limit, string Url);
