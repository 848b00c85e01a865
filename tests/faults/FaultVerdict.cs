using System.Text.Json.Serialization;

namespace ChatAspire.Tests.Faults;

/// <summary>The part of a verdict that the catalogue judges.</summary>
/// <param name="Place">The walk's <c>location</c>; in the catalogue shell words are expanded on the host: <c>$(veth redis)</c>.</param>
/// <param name="Cause">The walk's <c>causeId</c>.</param>
internal sealed record FaultVerdict(string Host, string Place, string Cause)
{
    /// <summary>The cause of a verdict that names none.</summary>
    public const string NoCause = "not-established";

    /// <summary>The place on engines that differ; null if none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OtherPlace { get; init; }

    /// <summary>True if a walk named the place, which says so of rules that iptables-legacy wrote.</summary>
    public bool IsAt(FaultVerdict given) => Host == given.Host
        && (given.Place == Place || given.Place == OtherPlace || given.Place == $"legacy {Place}");
}
