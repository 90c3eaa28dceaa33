using Hub.Domain.Configuration;

namespace Hub.Api.Cli;

/// <summary>Asks before <c>JupyterHub.reset_db</c> deletes everything.</summary>
internal static class ResetQuestion
{
    /// <exception cref="PlainFailureException">Nobody has said yes.</exception>
    public static void Ask(HubConfiguration configuration)
    {
        if (!configuration.Database.ResetDb || configuration.Process.AnswerYes)
            return;
        var question = $"JupyterHub.reset_db deletes all users, groups, tokens and servers in {configuration.Database.Description}";
        if (Console.IsInputRedirected)
            throw new PlainFailureException($"{question}. If that is meant, set JupyterHub.answer_yes too.");
        Console.Write($"{question}. Type yes to go on: ");
        if (Console.ReadLine()?.Trim() != "yes")
            throw new PlainFailureException("Nothing was deleted.");
    }
}
