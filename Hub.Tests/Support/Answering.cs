using System.Net;

namespace Hub.Tests.Support;

/// <summary>Answers whatever is asked at a port, until it is disposed.</summary>
public sealed class Answering : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task loop;
    private int requests;

    private Answering(int port)
    {
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        loop = AnswerAsync();
    }

    public int Requests => requests;

    public static Answering At(int port) => new(port);

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
        listener.Close();
    }

    private async Task AnswerAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            Interlocked.Increment(ref requests);
            context.Response.StatusCode = 204;
            context.Response.Close();
        }
    }
}
