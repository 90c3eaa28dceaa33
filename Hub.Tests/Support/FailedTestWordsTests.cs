namespace Hub.Tests.Support;

public sealed class FailedTestWordsTests
{
    [Test]
    public void Words_are_kept_for_the_test_that_runs_and_told_once()
    {
        FailedTestWords.Keep("what the hub said");
        FailedTestWords.Keep("and then");
        var test = TestContext.CurrentContext.Test.ID;
        FailedTestWords.Take(test).ShouldBe(["what the hub said", "and then"]);
        FailedTestWords.Take(test).ShouldBeEmpty();
    }
}
