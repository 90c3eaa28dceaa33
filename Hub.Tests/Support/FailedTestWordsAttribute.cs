using NUnit.Framework.Interfaces;

[assembly: Hub.Tests.Support.FailedTestWords]

namespace Hub.Tests.Support;

/// <summary>Puts what the processes of a test wrote into its result if it failed.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FailedTestWordsAttribute : Attribute, ITestAction
{
    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test)
    {
    }

    public void AfterTest(ITest test)
    {
        var words = FailedTestWords.Take(test.Id);
        if (TestContext.CurrentContext.Result.Outcome.Status != TestStatus.Failed)
            return;
        foreach (var text in words)
            TestContext.Out.WriteLine(text);
    }
}
