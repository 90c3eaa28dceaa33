using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Shouldly;

namespace Hub.Generated;

/// <summary>Shares servers with the generated C# client.</summary>
public static class CSharpShares
{
    public static async Task Shares(HttpClient http)
    {
        var hub = new HubClient(http);
        await hub.PostUsersAsync(new CreateUsersRequest { Usernames = ["cs-owner", "cs-guest"] });
        await hub.PutUserServerNameAsync("cs-owner", "lab");
        var share = await hub.PostSharesServerAsync("cs-owner", "lab", new ShareRequest { User = "cs-guest" });
        share.User!.Name1.ShouldBe("cs-guest");
        share.Scopes.ShouldBe(["access:servers!server=cs-owner/lab"]);
        var page = await hub.GetSharesOwnerAsync("cs-owner");
        page.Items.Single().Server.Name.ShouldBe("lab");
        page._pagination.Total.ShouldBe(1);
        (await hub.GetUserSharedAsync("cs-guest")).Items.Single().Server.User.Name1.ShouldBe("cs-owner");
        await hub.DeleteSharesServerAsync("cs-owner", "lab");
        (await hub.GetSharesServerAsync("cs-owner", "lab")).Items.ShouldBeEmpty();

        var code = await hub.PostShareCodeAsync("cs-owner", "lab");
        code.Code.ShouldNotBeEmpty();
        (await hub.GetShareCodesServerAsync("cs-owner", "lab")).Items.Single().Id.ShouldBe(code.Id);
        await hub.DeleteShareCodeAsync("cs-owner", "lab", id: code.Id);
        await hub.DeleteUserAsync("cs-owner");
        await hub.DeleteUserAsync("cs-guest");
    }
}
