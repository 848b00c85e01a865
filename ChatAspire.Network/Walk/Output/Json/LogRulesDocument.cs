using ChatAspire.Network.Walk.Capture;

namespace ChatAspire.Network.Walk.Output.Json;

/// <summary>The JSON form of the LOG rules and tcpdump listings of one host.</summary>
internal sealed record LogRulesDocument(
    string Host, IEnumerable<MatchedRule>? Rules, IReadOnlyList<string>? Log, string? EmptyReason, IEnumerable<PrintedListing>? Tcpdump)
{
    public static LogRulesDocument Of(CaptureResult capture) => new(
        capture.Host,
        capture.LogRules?.Rules.Select(rule => new MatchedRule($"{rule.Rule}", rule.Packets)),
        capture.LogRules?.Log,
        capture.LogRules?.EmptyReason,
        capture.LogRules?.Listings.Select(listing => new PrintedListing($"{listing.Listing}", listing.Lines)));
}
