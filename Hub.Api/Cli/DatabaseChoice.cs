using Hub.Data.Embedded;
using Hub.Domain.Configuration;

namespace Hub.Api.Cli;

/// <summary>The database a verb works on: the configured one, or the embedded PostgreSQL, started for as long as it is needed.</summary>
internal sealed class DatabaseChoice : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    private DatabaseChoice(string connectionString, EmbeddedPostgres? embedded)
    {
        ConnectionString = connectionString;
        this.embedded = embedded;
    }

    public string ConnectionString { get; }

    /// <exception cref="PlainFailureException">The embedded PostgreSQL cannot be started, and what to do.</exception>
    public static async Task<DatabaseChoice> OpenAsync(HubConfiguration configuration, ILogger log, CancellationToken ct)
    {
        if (!configuration.Database.IsEmbedded)
            return new DatabaseChoice(configuration.Database.ConnectionString, null);
        try
        {
            var embedded = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresSettings { DataFolder = configuration.Process.DataPath }, log, TimeProvider.System, ct);
            return new DatabaseChoice(configuration.Database.WithArguments(embedded.ConnectionString), embedded);
        }
        catch (EmbeddedPostgresException failed)
        {
            throw new PlainFailureException(failed.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
