namespace Hub.Data.Embedded;

/// <summary>The private PostgreSQL cannot run; the message tells an operator what is wrong and the way out.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
