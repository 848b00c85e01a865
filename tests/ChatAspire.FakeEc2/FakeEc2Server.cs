using System.Collections.Concurrent;
using ChatAspire.FakeEc2.Actions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Action = ChatAspire.FakeEc2.Actions.Action;

namespace ChatAspire.FakeEc2;

/// <summary>
/// Serves EC2's Query protocol (API version 2016-11-15) on loopback for the real SDK, with EC2's rules for the calls a lab
/// makes. Records every request, and can be made to fail, to refuse or not to answer.
/// </summary>
public sealed class FakeEc2Server : IAsyncDisposable
{
    /// <summary>The only accepted access key. Any secret is accepted.</summary>
    public const string AccessKey = "AKIAFAKEFAKEFAKE0001";

    private static readonly Dictionary<string, Action> Actions = new(StringComparer.Ordinal)
    {
        ["DescribeVpcs"] = Network.DescribeVpcs,
        ["DescribeSubnets"] = Network.DescribeSubnets,
        ["DescribeRouteTables"] = RouteTables.DescribeRouteTables,
        ["DescribeImages"] = Network.DescribeImages,
        ["DescribeInstanceTypes"] = Network.DescribeInstanceTypes,
        ["DescribeInstanceTypeOfferings"] = Network.DescribeInstanceTypeOfferings,
        ["ImportKeyPair"] = KeyPairs.ImportKeyPair,
        ["DescribeKeyPairs"] = KeyPairs.DescribeKeyPairs,
        ["DeleteKeyPair"] = KeyPairs.DeleteKeyPair,
        ["CreateSecurityGroup"] = SecurityGroups.CreateSecurityGroup,
        ["DescribeSecurityGroups"] = SecurityGroups.DescribeSecurityGroups,
        ["AuthorizeSecurityGroupIngress"] = SecurityGroups.AuthorizeSecurityGroupIngress,
        ["RevokeSecurityGroupIngress"] = SecurityGroups.RevokeSecurityGroupIngress,
        ["DeleteSecurityGroup"] = SecurityGroups.DeleteSecurityGroup,
        ["RunInstances"] = RunInstances.Run,
        ["DescribeInstances"] = Instances.DescribeInstances,
        ["DescribeInstanceStatus"] = Instances.DescribeInstanceStatus,
        ["TerminateInstances"] = Instances.TerminateInstances,
        ["ModifyInstanceMetadataOptions"] = Instances.ModifyInstanceMetadataOptions,
        ["CreateTags"] = Instances.CreateTags,
        ["GetConsoleOutput"] = Instances.GetConsoleOutput,
        ["DescribeVolumes"] = Prices.DescribeVolumes,
        ["DescribeSpotPriceHistory"] = Prices.DescribeSpotPriceHistory,
    };

    private readonly ConcurrentQueue<ApiCall> _calls = new();
    private readonly ConcurrentDictionary<(string Action, string Field), bool> _fields = new();
    private readonly IMachines _machines;
    private readonly WebApplication _app;

    private FakeEc2Server(IMachines machines)
    {
        _machines = machines;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        _app = builder.Build();
        _app.MapPost("/", Serve);
        _app.MapGet("/my-address", () => CallerAddress);
    }

    public Cloud Cloud { get; } = new();

    public Faults Faults { get; } = new();

    public Uri Endpoint => new(_app.Urls.First());

    /// <summary>A service that returns the caller's public address, as checkip.amazonaws.com does.</summary>
    public Uri AddressService => new(Endpoint, "/my-address");

    public string CallerAddress { get; set; } = "198.51.100.7\n";

    /// <summary>The only region whose requests are accepted; its resources are always named as in <see cref="Cloud.Region"/>.</summary>
    public string Region { get; set; } = Cloud.Region;

    /// <summary>A session token that has expired.</summary>
    public string? ExpiredToken { get; set; }

    public IReadOnlyList<ApiCall> Calls => [.. _calls];

    /// <summary>Every field of every answer so far: the action, and the path to the field.</summary>
    public IReadOnlyList<(string Action, string Field)> Fields => [.. _fields.Keys.Order()];

    public void ForgetCalls() => _calls.Clear();

    public static async Task<FakeEc2Server> StartAsync(IMachines? machines = null)
    {
        var server = new FakeEc2Server(machines ?? new NoMachines());
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Stops the server and all remaining machines.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var instance in Cloud.Alive())
        {
            instance.End(DateTimeOffset.UtcNow, "Server.Dispose", "the fake ended");
            await instance.Gone;
        }
    }

    private async Task Serve(HttpContext context)
    {
        var requestId = Guid.NewGuid().ToString();
        var request = await QueryRequest.ReadAsync(context.Request);
        string answer;
        var succeeded = false;
        try
        {
            Signature.Check(context.Request, AccessKey, Region, ExpiredToken);
            Faults.Check(request);
            answer = Answer(request, requestId);
            succeeded = true;
            _calls.Enqueue(new ApiCall(request, null));
        }
        catch (Ec2Exception error)
        {
            _calls.Enqueue(new ApiCall(request, error.Code));
            context.Response.StatusCode = error.Status;
            answer = Ec2Xml.Error(requestId, error);
        }

        if (Faults.IsSilent(request, succeeded))
        {
            Faults.Silenced.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        context.Response.ContentType = "text/xml;charset=UTF-8";
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private string Answer(QueryRequest request, string requestId)
    {
        if (request["Version"] != "2016-11-15" || !Actions.TryGetValue(request.Action, out var action))
        {
            throw Ec2Exception.Invalid("InvalidAction", $"The action {request.Action} is not valid for this web service.");
        }
        lock (Cloud.Gate)
        {
            var content = Faults.IsIgnored(request)
                ? [Ec2Xml.E("return", true)]
                : action(new Turn(Cloud, request, _machines, DateTimeOffset.UtcNow)).ToList();
            var answer = Ec2Xml.E($"{request.Action}Response", [Ec2Xml.E("requestId", requestId), .. content]);
            foreach (var field in AnswerFields.Of(answer))
            {
                _fields.TryAdd((request.Action, field), true);
            }

            foreach (var field in Faults.OmittedFrom(request.Action))
            {
                AnswerFields.Remove(answer, field);
            }

            return answer.ToString();
        }
    }
}
