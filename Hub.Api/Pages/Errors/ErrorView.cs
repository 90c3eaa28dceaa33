namespace Hub.Api.Pages.Errors;

/// <summary>What an error page says.</summary>
/// <param name="Message">Beyond the phrase; null when there is no more to say.</param>
/// <param name="RequestId">What to quote when asking an operator.</param>
/// <param name="NextStep">What can be done about it; null where nothing is known.</param>
public sealed record ErrorView(int Status, string Phrase, string? Message, string? RequestId, string? NextStep);
