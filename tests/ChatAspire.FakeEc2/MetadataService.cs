using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatAspire.FakeEc2;

/// <summary>
/// The instance metadata service, version 2 only: a request needs a token, and the answer with the token travels no further than its
/// instance's hop limit. An instance is recognized by its address.
/// </summary>
/// <remarks>After the EC2 User Guide, "Use the Instance Metadata Service to access instance metadata".</remarks>
public sealed class MetadataService : IAsyncDisposable
{
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string TokenTtlHeader = "X-aws-ec2-metadata-token-ttl-seconds";
    private const int LongestTokenTtlSeconds = 21600;
    private const short DefaultHops = 64;

    private static readonly string[] Versions = ["latest", "2009-04-04", "2016-09-02", "2018-09-24", "2021-03-23"];

    private readonly ConcurrentDictionary<string, Entry> _instances = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private MetadataService(IPAddress address)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{address}:0");
        builder.Services.AddRouting();
        _app = builder.Build();
        _app.MapPut("/latest/api/token", PutToken);
        _app.MapGet("/{version}/{**path}", Get);
    }

    /// <summary>The port; instances reach it as 169.254.169.254:80 by NAT.</summary>
    public int Port { get; private set; }

    /// <summary>Starts the service.</summary>
    /// <param name="address">The address of the instances' router.</param>
    public static async Task<MetadataService> StartAsync(IPAddress address)
    {
        var service = new MetadataService(address);
        await service._app.StartAsync();
        var server = service._app.Services.GetRequiredService<IServer>();
        service.Port = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return service;
    }

    /// <summary>Adds an instance, or replaces the one that had its address.</summary>
    public void Add(string address, MachineRequest request) => _instances[address] = new Entry(request);

    /// <summary>Switches an instance's service on or off.</summary>
    public void Switch(string address, bool on) => _instances[address].On = on;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult PutToken(HttpContext context)
    {
        if (InstanceOf(context) is not { On: true } instance || context.Request.Headers.ContainsKey("X-Forwarded-For"))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var ttl = context.Request.Headers[TokenTtlHeader].ToString();
        if (!int.TryParse(ttl, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > LongestTokenTtlSeconds)
        {
            return Results.BadRequest();
        }

        Limit(context, (short)instance.Request.HopLimit);
        var token = Guid.NewGuid().ToString("N");
        _tokens[token] = instance.Request.InstanceId;
        context.Response.Headers[TokenTtlHeader] = ttl;
        return Results.Text(token);
    }

    private IResult Get(HttpContext context, string version, string? path)
    {
        if (InstanceOf(context) is not { On: true } instance)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!_tokens.TryGetValue(context.Request.Headers[TokenHeader].ToString(), out var of) || of != instance.Request.InstanceId)
        {
            return Results.Unauthorized();
        }

        Limit(context, DefaultHops);
        return Versions.Contains(version) && Read(instance.Request, context.Connection.RemoteIpAddress!, path ?? "") is { } text
            ? Results.Text(text)
            : Results.NotFound();
    }

    private Entry? InstanceOf(HttpContext context) => _instances.GetValueOrDefault(context.Connection.RemoteIpAddress!.ToString());

    private static void Limit(HttpContext context, short hops) =>
        context.Features.Get<IConnectionSocketFeature>()!.Socket.Ttl = hops;

    // A folder lists its names, those of folders with a slash.
    private static string? Read(MachineRequest request, IPAddress address, string path) => path.TrimEnd('/') switch
    {
        "" => "dynamic\nmeta-data\nuser-data",
        "user-data" => request.UserData,
        "meta-data" => "ami-id\nhostname\ninstance-id\ninstance-type\nlocal-hostname\nlocal-ipv4\nplacement/\npublic-keys/",
        "meta-data/ami-id" => request.Image.Id,
        "meta-data/instance-id" => request.InstanceId,
        "meta-data/instance-type" => "t3.micro",
        "meta-data/hostname" or "meta-data/local-hostname" => $"ip-{address.ToString().Replace('.', '-')}.{Cloud.Region}.compute.internal",
        "meta-data/local-ipv4" => $"{address}",
        "meta-data/placement" => "availability-zone\nregion",
        "meta-data/placement/availability-zone" => Cloud.Region + "a",
        "meta-data/placement/region" => Cloud.Region,
        "meta-data/public-keys" => request.AuthorizedKey is null ? "" : "0=lab",
        "meta-data/public-keys/0" => "openssh-key",
        "meta-data/public-keys/0/openssh-key" => request.AuthorizedKey,
        "dynamic" => "instance-identity/",
        "dynamic/instance-identity" => "document",
        "dynamic/instance-identity/document" => JsonSerializer.Serialize(new
        {
            instanceId = request.InstanceId,
            region = Cloud.Region,
            availabilityZone = Cloud.Region + "a",
            imageId = request.Image.Id,
            accountId = Cloud.Account,
            privateIp = $"{address}",
        }),
        _ => null,
    };

    private sealed class Entry(MachineRequest request)
    {
        public MachineRequest Request => request;

        public bool On { get; set; } = true;
    }
}
