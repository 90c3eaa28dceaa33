namespace Hub.Tests.Proxy.Support;

/// <summary>Compares what a task gives.</summary>
internal static class ShouldBeAsyncExtensions
{
    public static async Task ShouldBeAsync(this Task<string[]> actual, params string[] expected) => (await actual).ShouldBe(expected);

    public static async Task ShouldBe(this Task<string> actual, string expected) => (await actual).ShouldBe(expected);
}
