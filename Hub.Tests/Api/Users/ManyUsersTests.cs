using Hub.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Hub.Tests.Api.Users;

/// <summary>Pages far down a long list are found by counts of users that PostgreSQL keeps, and are as right as the first.</summary>
public sealed class ManyUsersTests : ApiFixture
{
    private const int Count = 4500;
    private string[] names = [];

    [OneTimeSetUp]
    public async Task AddUsersAndRemoveSome()
    {
        var added = Enumerable.Range(0, Count).Select(i => $"u{i:D4}").ToArray();
        (await Admin.PostAsync("users", new JObject { ["usernames"] = new JArray(added) }.ToString())).Status.ShouldBe(201);
        string[] removed = ["u0000", "u1000", "u1001", "u2500", "u4499"];
        foreach (var name in removed)
            (await Admin.DeleteAsync($"users/{name}")).Status.ShouldBe(204);
        (await Admin.PostAsync("users/late")).Status.ShouldBe(201);
        names = ["admin", .. added.Except(removed), "late"];
    }

    [Test]
    public async Task Every_page_is_where_its_offset_says([Values] bool descending)
    {
        var order = descending ? [.. names.Reverse()] : names;
        foreach (var offset in (int[])[1, 998, 1997, 1998, 1999, 2000, 2001, 3994, 3995, 3996, 3997, 4000, names.Length - 1])
        {
            var page = (await Admin.GetAsync($"users?offset={offset}&limit=3{(descending ? "&sort=-id" : "")}")).Json;
            page.Select(user => user.Value<string>("name")).ShouldBe(order.Skip(offset).Take(3), $"offset {offset}");
        }
    }

    [Test]
    public async Task Beyond_the_end_there_is_nobody([Values("id", "-id")] string sort, [Values(0, 1, 10_000)] int beyond) =>
        (await Admin.GetAsync($"users?sort={sort}&offset={names.Length + beyond}")).Json.ShouldBeEmpty();

    [Test]
    public async Task The_total_is_that_of_all_users() =>
        (await Admin.GetAsync("users?limit=1", ("Accept", "application/jupyterhub-pagination+json"))).Json["_pagination"]!
            .Value<int>("total").ShouldBe(names.Length);
}
