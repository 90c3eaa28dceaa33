namespace Hub.Proxy.Api;

/// <summary>
/// Whether the process lives (<c>/healthz</c>) and whether it should be sent requests (<c>/readyz</c>). Open to all, as
/// probes carry no token.
/// </summary>
internal sealed class HealthApi(Func<bool> isReady)
{
    private static readonly byte[] _ok = """{"status":"OK"}"""u8.ToArray();
    private static readonly byte[] _draining = """{"status":"draining"}"""u8.ToArray();

    public async Task<bool> TryAnswerAsync(ApiCall call, string path)
    {
        if (call.Method != "GET" || path is not ("/healthz" or "/readyz")) return false;
        var well = path == "/healthz" || isReady();
        await call.AnswerJsonAsync(well ? 200 : 503, well ? _ok : _draining).ConfigureAwait(false);
        return true;
    }
}
