namespace Hub.Data.Embedded;

/// <summary>How a program ended and what it said.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>What it said, for an error message: the errors if there are any.</summary>
    public string Said => (Errors.Trim().Length > 0 ? Errors : Output).Trim() is { Length: > 0 } text ? text : $"exit code {ExitCode}";
}
