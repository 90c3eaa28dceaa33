using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Hub.Tests.Support;

/// <summary>Waiting until a page has gone where it was led.</summary>
public static class Arrivals
{
    /// <summary>
    /// Returns when the page has loaded an address like <paramref name="glob"/>. The browser is asked, not told of: Playwright's
    /// <c>WaitForURLAsync</c> first looks at the address and then listens, and a navigation between the two is missed.
    /// </summary>
    /// <param name="page">The page that is on its way.</param>
    /// <param name="glob">The whole address; <c>*</c> is anything but slashes, <c>**</c> is anything, all else is meant as it is written.</param>
    /// <param name="timeout">After how many milliseconds a <see cref="TimeoutException"/> is thrown.</param>
    public static async Task ArriveAtAsync(this IPage page, string glob, float timeout = 30_000)
    {
        var pattern = "^" + Regex.Escape(glob).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$";
        await page.WaitForFunctionAsync(
            "pattern => document.readyState === 'complete' && new RegExp(pattern).test(location.href)", pattern, new() { Timeout = timeout });
    }
}
