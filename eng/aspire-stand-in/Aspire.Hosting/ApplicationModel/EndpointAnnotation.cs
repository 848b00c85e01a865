using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a resource listens.</summary>
public sealed class EndpointAnnotation
{
    internal EndpointAnnotation(string name, string scheme, int port, int targetPort)
    {
        Name = name;
        UriScheme = scheme;
        Port = port;
        TargetPort = targetPort;
    }

    /// <summary>The name, unique in the resource.</summary>
    public string Name { get; set; }

    /// <summary><c>http</c>, <c>tcp</c>, …</summary>
    public string UriScheme { get; set; }

    /// <summary>The host it binds and is reached at.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>The port it is reached at.</summary>
    public int? Port { get; set; }

    /// <summary>The port the process listens on; inside a container its own.</summary>
    public int? TargetPort { get; set; }

    internal string HostAndPort => string.Create(CultureInfo.InvariantCulture, $"{TargetHost}:{Port}");

    internal string Url => $"{UriScheme}://{HostAndPort}";
}
