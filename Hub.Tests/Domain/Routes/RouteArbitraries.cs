using FsCheck;
using FsCheck.Fluent;
using Hub.Domain.Routes;

namespace Hub.Tests.Domain.Routes;

/// <summary>Names and tables to try properties on: few different values, so that they meet often.</summary>
internal static class RouteArbitraries
{
    private static readonly Gen<string> Piece = Gen.Elements("a", "B", " ", "%", "%2F", "%25", "+", "@", "~", ".", "..", "ü", "日", "😀", "?", "#", "\\", ":");

    private static readonly Gen<string> PieceOrSlash = Gen.OneOf(Piece, Gen.Constant("/"));

    public static Arbitrary<string> Name { get; } = Joined(Piece);

    public static Arbitrary<string> AnyName { get; } = Joined(PieceOrSlash);

    public static Arbitrary<List<Route>> Table { get; } =
        (from routes in Gen.ListOf(from spec in Gen.Elements("/", "/user/a/", "/user/b/", "/user/b/x/", "/services/s/", "/more/")
                                   from target in Gen.Elements("http://h:1", "http://h:1/", "http://h:2")
                                   from data in Gen.Elements(RouteData.ForHub, RouteData.ForExtra, RouteData.Unknown, RouteData.ForServer("a", ""), RouteData.ForService("s"))
                                   select new Route(Routespec.Parse(spec), target, data))
         select routes.DistinctBy(route => route.Routespec).ToList()).ToArbitrary();

    private static Arbitrary<string> Joined(Gen<string> piece) =>
        (from pieces in Gen.NonEmptyListOf(piece) select string.Concat(pieces)).ToArbitrary();
}
