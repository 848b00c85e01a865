using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace ChatAspire.Lab.Spec;

/// <summary>The Aspire dashboard's container.</summary>
[Description("The Aspire dashboard's container.")]
public sealed record DashboardSpec(
    [property: Description("The container's name."), RegularExpression(NameRules.ObjectPattern)]
    string Name,
    [property: Description("The host that runs it, one of $.hosts.")]
    string Host,
    [property: Description("Its address in the overlay's subnet.")]
    string Address)
{
    /// <summary>The image's port for the page and the telemetry API, published on the host's loopback.</summary>
    public const int PagePort = 18888;

    /// <summary>The image's port for OTLP over gRPC, on the overlay.</summary>
    public const int OtlpPort = 18889;
}
