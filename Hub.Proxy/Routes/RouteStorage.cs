using System.Diagnostics;
using Hub.Proxy.Logging;

namespace Hub.Proxy.Routes;

/// <summary>Writes the table to its file soon after it changes, many changes at once when they come fast.</summary>
internal sealed class RouteStorage : IAsyncDisposable
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(50);

    private readonly RouteFile _file;
    private readonly RouteTable _table;
    private readonly ProxyLog _log;
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _saving;
    private int _dirty;

    public RouteStorage(RouteFile file, RouteTable table, ProxyLog log)
    {
        _file = file;
        _table = table;
        _log = log;
        _saving = Task.Run(SaveOnChangeAsync);
    }

    public void NoteChange()
    {
        if (Interlocked.Exchange(ref _dirty, 1) == 0) _changed.Release();
    }

    /// <summary>Saves a last time, with the activity as it is now.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _saving.ConfigureAwait(false);
        Save();
        _ending.Dispose();
        _changed.Dispose();
    }

    private async Task SaveOnChangeAsync()
    {
        try
        {
            while (true)
            {
                await _changed.WaitAsync(_ending.Token).ConfigureAwait(false);
                Interlocked.Exchange(ref _dirty, 0);
                var took = Stopwatch.GetTimestamp();
                Save();
                // A large table takes long to write: it is written less often, so that saving never takes a core.
                var pause = Stopwatch.GetElapsedTime(took) * 9;
                await Task.Delay(pause < _shortest ? _shortest : pause, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            _log.Debug($"Saving to {_file.Path} ends");
        }
    }

    private void Save()
    {
        try
        {
            _file.Save(_table.All());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Routes still work from memory; the next change tries again.
            _log.Error($"Cannot save routes to {_file.Path}: {e.Message}");
        }
    }
}
