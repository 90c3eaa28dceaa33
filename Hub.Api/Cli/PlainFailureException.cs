namespace Hub.Api.Cli;

/// <summary>Ends the program with a message for its operator and nothing else: no stack trace would help them.</summary>
internal sealed class PlainFailureException(string message) : Exception(message);
