using System.Xml.Linq;

namespace ChatAspire.FakeEc2.Actions;

/// <summary>A call being served. Actions run one at a time, under the cloud's gate.</summary>
internal sealed record Turn(Cloud Cloud, QueryRequest Request, IMachines Machines, DateTimeOffset Now)
{
    public Authorization Authorization { get; } = new(Cloud.Policy, Cloud.OrganizationPolicy, Request);

    /// <summary>Ends a dry run where EC2 does: the caller has the permission and the request is valid.</summary>
    public void StopIfDryRun()
    {
        if (Request.DryRun)
        {
            throw Ec2Exception.DryRun();
        }
    }
}

internal delegate IEnumerable<XElement?> Action(Turn turn);
