using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Shouldly;

namespace Hub.Generated;

/// <summary>Uses the generated C# client as a program of somebody else would.</summary>
public static class CSharpUse
{
    public static async Task Users(HttpClient http)
    {
        var hub = new HubClient(http);
        (await hub.GetApiAsync()).Version1.ShouldNotBeEmpty();
        (await hub.GetCurrentUserAsync()).Scopes.ShouldContain("admin:users");
        var added = await hub.PostUsersAsync(new CreateUsersRequest { Usernames = ["cs-wash", "cs-zoe"] });
        added.Select(user => user.Name).ShouldBe(["cs-wash", "cs-zoe"]);
        (await hub.GetUsersAsync(sort: Sort.Name, name_filter: "cs-", limit: 1)).Single().Name.ShouldBe("cs-wash");
        (await hub.GetUsersAsync(state: State.Active, name_filter: "cs-")).ShouldBeEmpty();

        var renamed = await hub.PatchUserAsync("cs-zoe", new ChangeUserRequest { Name = "cs-kaylee" });
        renamed.Name.ShouldBe("cs-kaylee");
        renamed.Admin.ShouldBe(false);
        (await hub.PatchUserAsync("cs-kaylee", new ChangeUserRequest { Admin = true })).Admin.ShouldBe(true);
        await hub.DeleteUserAsync("cs-kaylee");
        var gone = await Should.ThrowAsync<ApiException<Error>>(() => hub.GetUserAsync("cs-kaylee"));
        gone.StatusCode.ShouldBe(404);
        gone.Result.Status.ShouldBe(404);
        gone.Result.Message.ShouldNotBeEmpty();
        await hub.DeleteUserAsync("cs-wash");
    }

    public static async Task Servers(HttpClient http)
    {
        var hub = new HubClient(http);
        await hub.PostUserAsync("cs-mal");
        await hub.PostUserServerAsync("cs-mal", new StartServerRequest { User_options = new { image = "small" } });
        var user = await UntilAsync(() => hub.GetUserAsync("cs-mal"), user => user.Server is not null);
        user.Servers[""].Ready.ShouldBeTrue();

        var made = await hub.PutUserServerNameAsync("cs-mal", "gpu", new StartServerRequest { Display_name = "The big one" });
        (made.Name, made.Display_name, made.Stopped).ShouldBe(("gpu", "The big one", true));
        (await hub.PatchUserServerNameAsync("cs-mal", "gpu", new ChangeServerRequest { Display_name = "The bigger one" }))
            .Display_name.ShouldBe("The bigger one");
        (await hub.GetUserAsync("cs-mal", include_stopped_servers: true)).Servers.Keys.ShouldContain("gpu");
        await hub.DeleteUserServerNameAsync("cs-mal", "gpu", new StopServerRequest { Remove = true });
        await hub.DeleteUserServerAsync("cs-mal");
        await UntilAsync(() => hub.GetUserAsync("cs-mal"), user => user.Servers.Count == 0);
        await hub.DeleteUserAsync("cs-mal");
    }

    public static async Task Tokens(HttpClient http)
    {
        var hub = new HubClient(http);
        await hub.PostUserAsync("cs-book");
        var made = await hub.PostUserTokensAsync("cs-book", new CreateTokenRequest { Note = "a test", Expires_in = 3600, Scopes = ["read:users!user=cs-book"] });
        made.Token.ShouldNotBeEmpty();
        made.Expires_at.ShouldNotBeNull();
        (await hub.GetUserTokensAsync("cs-book")).Api_tokens.Single().Note.ShouldBe("a test");
        (await hub.GetUserTokenAsync("cs-book", made.Id)).User.ShouldBe("cs-book");
        await hub.DeleteUserTokenAsync("cs-book", made.Id);
        (await hub.GetUserTokensAsync("cs-book")).Api_tokens.ShouldBeEmpty();
        await hub.DeleteUserAsync("cs-book");
    }

    public static async Task Groups(HttpClient http)
    {
        var hub = new HubClient(http);
        await hub.PostUserAsync("cs-simon");
        (await hub.PostGroupAsync("cs-crew")).Users.ShouldBeEmpty();
        (await hub.PostGroupUsersAsync("cs-crew", new GroupMembersRequest { Users = ["cs-simon"] })).Users.ShouldBe(["cs-simon"]);
        (await hub.PutGroupPropertiesAsync("cs-crew", new { ship = "Serenity" })).Properties.ToString()!.ShouldContain("Serenity");
        (await hub.GetGroupsAsync()).Select(group => group.Name).ShouldContain("cs-crew");
        (await hub.GetUserAsync("cs-simon")).Groups.ShouldBe(["cs-crew"]);
        (await hub.DeleteGroupUsersAsync("cs-crew", new GroupMembersRequest { Users = ["cs-simon"] })).Users.ShouldBeEmpty();
        await hub.DeleteGroupAsync("cs-crew");
        await hub.DeleteUserAsync("cs-simon");
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            var answer = await ask();
            if (holds(answer))
                return answer;
            await Task.Delay(100);
        }

        throw new TimeoutException("What was waited for did not come.");
    }
}
