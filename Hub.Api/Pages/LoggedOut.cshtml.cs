using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Hub.Api.Pages;

/// <summary>Where a logout ends when the login page would lead straight back in.</summary>
public sealed class LoggedOutPage : PageModel
{
    public void OnGet()
    {
        // The page says the same to everybody.
    }
}
