using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What can be asked of an endpoint.</summary>
public enum EndpointProperty
{
    /// <summary>Scheme, host and port.</summary>
    Url = 0,

    /// <summary>The host.</summary>
    Host = 1,

    /// <summary>The port.</summary>
    Port = 3,

    /// <summary>The host and the port, with a colon between.</summary>
    HostAndPort = 6,
}

/// <summary>A resource's endpoint, by name.</summary>
public sealed class EndpointReference
{
    internal EndpointReference(IResourceWithEndpoints owner, EndpointAnnotation endpoint) => (Resource, EndpointAnnotation) = (owner, endpoint);

    /// <summary>Whose endpoint it is.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint.</summary>
    public EndpointAnnotation EndpointAnnotation { get; }

    /// <summary>One part of the endpoint's address, for an expression.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);
}

/// <summary>A part of an endpoint's address.</summary>
public class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property)
    : IValueProvider, IManifestExpressionProvider
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>Which part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointAnnotation.Name}.{Property}}}";

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var endpoint = Endpoint.EndpointAnnotation;
        return ValueTask.FromResult(Property switch
        {
            EndpointProperty.Url => endpoint.Url,
            EndpointProperty.Host => endpoint.TargetHost,
            EndpointProperty.Port => endpoint.Port?.ToString(CultureInfo.InvariantCulture),
            _ => endpoint.HostAndPort,
        });
    }
}
