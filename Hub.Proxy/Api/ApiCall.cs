using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Proxy.Api;

/// <summary>One request to the API, with the few things its handlers need.</summary>
internal sealed class ApiCall(IFeatureCollection features)
{
    private readonly IHttpRequestFeature _request = features.GetRequiredFeature<IHttpRequestFeature>();
    private readonly IHttpResponseFeature _response = features.GetRequiredFeature<IHttpResponseFeature>();

    public string Method => _request.Method;

    public string RawTarget => _request.RawTarget;

    public IHeaderDictionary RequestHeaders => _request.Headers;

    public IHeaderDictionary ResponseHeaders => _response.Headers;

    public int Status
    {
        get => _response.StatusCode;
        set => _response.StatusCode = value;
    }

    /// <summary>What the log says beside the status.</summary>
    public string Message { get; private set; } = "";

    public CancellationToken Aborted => features.GetRequiredFeature<IHttpRequestLifetimeFeature>().RequestAborted;

    public PipeWriter Body => features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer;

    /// <summary>A status and no body.</summary>
    public void Answer(int status)
    {
        Status = status;
        if (status is not (204 or 304)) ResponseHeaders.ContentLength = 0;
    }

    /// <summary>A status with a text that says why.</summary>
    public async Task AnswerAsync(int status, string text)
    {
        Status = status;
        Message = text;
        await WriteAsync(Encoding.UTF8.GetBytes(text)).ConfigureAwait(false);
    }

    public async Task AnswerJsonAsync(int status, ReadOnlyMemory<byte> json)
    {
        Status = status;
        ResponseHeaders.ContentType = "application/json";
        await WriteAsync(json).ConfigureAwait(false);
    }

    /// <summary>The whole body; null if it is larger than <paramref name="most"/>.</summary>
    public async Task<byte[]?> ReadBodyAsync(long most)
    {
        var reader = features.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        while (true)
        {
            var read = await reader.ReadAsync(Aborted).ConfigureAwait(false);
            if (read.Buffer.Length > most || read.IsCompleted)
            {
                var body = read.Buffer.Length > most ? null : read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> body)
    {
        ResponseHeaders.ContentLength = body.Length;
        if (Method != "HEAD") await Body.WriteAsync(body, Aborted).ConfigureAwait(false);
    }
}
