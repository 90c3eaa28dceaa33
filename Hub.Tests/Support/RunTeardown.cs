[SetUpFixture]
public sealed class RunTeardown
{
    [OneTimeTearDown]
    public async Task Stop_what_the_run_shared() => await Hub.Tests.Support.TestPostgres.StopAsync();
}
