namespace Hub.Api.Pages;

/// <summary>The form to sign in, as it is shown and shown again.</summary>
/// <param name="Action">Where it posts to; the place to go on to is in there.</param>
/// <param name="Username">What to fill in for the name.</param>
/// <param name="Error">Why it is shown again; null at first.</param>
public sealed record LoginForm(string Action, string Username, string? Error)
{
    public static LoginForm For(HttpRequest request, HubLinks links, string? error)
    {
        var next = request.Query["next"].ToString();
        var typed = request.HasFormContentType && HttpMethods.IsPost(request.Method) ? request.Form["username"] : request.Query["username"];
        return new LoginForm(links.Login(next.Length == 0 ? null : next), typed.ToString().Trim(), error);
    }
}
