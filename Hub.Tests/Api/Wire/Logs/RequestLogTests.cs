using Hub.Api.Wire;
using Hub.Api.Wire.Logs;
using Hub.Tests.Api.Wire.Paths;
using Microsoft.AspNetCore.Http;

namespace Hub.Tests.Api.Wire.Logs;

public sealed class RequestLogTests
{
    [Test]
    public async Task A_request_leaves_one_line_without_its_secrets()
    {
        await using var host = await WireHost.StartAsync(new WireOptions(), [typeof(NameController)], after: SignIn);

        await host.GetAsync(
            "/hub/api/users/x%0Ay?token=hush", "Authorization: token hush", "Cookie: jupyterhub-hub-login=hush", "X-Request-Id: req-1");
        await host.GetAsync("/hub/health");
        await host.GetAsync("/hub/api/none?code=hush", "X-Request-Id: req-2");

        // The line is written when the answer is already out.
        Assert.That(() => host.Log.All.Count(l => l.Contains("id=", StringComparison.Ordinal)), Is.EqualTo(3).After(5000, 10));
        host.Log.All.ShouldContain(l => Has(l, "Information", " req-1]", "GET /hub/api/users/x%0Ay 200 ", "user=\"ada\\u0022\" id=req-1"));
        host.Log.All.ShouldContain(l => Has(l, "Debug", "GET /hub/health 200 "));
        host.Log.All.ShouldContain(l => Has(l, "Warning", "GET /hub/api/none 404 ", "user=\"\" id=req-2"));
        host.Log.All.ShouldNotContain(l => l.Contains("hush", StringComparison.Ordinal));
    }

    private static RequestDelegate SignIn(RequestDelegate next) => context =>
    {
        context.Features.Set<ICallerName>(new Ada());
        return next(context);
    };

    private static bool Has(string line, params string[] parts) => parts.All(p => line.Contains(p, StringComparison.Ordinal));

    private sealed class Ada : ICallerName
    {
        public string Name => "ada\"";
    }
}
