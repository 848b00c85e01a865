namespace ChatAspire.Tests.Faults;

/// <summary>The part of a verdict that the catalogue judges.</summary>
/// <param name="Place">The walk's <c>location</c>; in the catalogue shell words are expanded on the host: <c>$(veth redis)</c>.</param>
/// <param name="Cause">The walk's <c>causeId</c>.</param>
internal sealed record FaultVerdict(string Host, string Place, string Cause)
{
    /// <summary>The cause of a verdict that names none.</summary>
    public const string NoCause = "not-established";

    /// <summary>Indicates whether both name the same place.</summary>
    public bool IsSamePlace(FaultVerdict other) => (Host, Place) == (other.Host, other.Place);
}
