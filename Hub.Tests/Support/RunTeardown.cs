using Hub.Tests.Support;
using Hub.Tests.Support.Secrets;

/// <summary>Ends what the whole run shared. Outside any namespace, because NUnit then runs it once for the assembly.</summary>
[SetUpFixture]
public sealed class RunTeardown
{
    [OneTimeTearDown]
    public async Task Stop_what_the_run_shared()
    {
        await Browser.StopAsync();
        await TestPostgres.StopAsync();
        // Last, when every hub has written its last line.
        LeakedSecrets.ShouldBeNone();
    }
}
