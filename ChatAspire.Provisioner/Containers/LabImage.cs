using ChatAspire.Provisioner.Hosts;
using ChatAspire.Provisioner.Lab;

namespace ChatAspire.Provisioner.Containers;

/// <summary>An image that hosts need, and that comes from elsewhere.</summary>
/// <param name="Reference">As lab.json names it, and as the hosts' engines know it.</param>
/// <param name="Role">What <c>eng/lab-images</c> calls the one it makes where no registry is reachable.</param>
public sealed record LabImage(string Reference, string Role)
{
    /// <summary>The name of the one that was made: nobody else's names are taken on this machine.</summary>
    public string Made => $"chataspire/{Role}";

    /// <summary>What each host needs: no more than its containers.</summary>
    public static IReadOnlyList<HostImages> Needed(LabSpec spec, IReadOnlyList<HostFacts> hosts) =>
        [.. hosts.Select(host => new HostImages(host, [.. On(spec, host.Name).Distinct()]))];

    private static IEnumerable<LabImage> On(LabSpec spec, string host)
    {
        yield return new LabImage(spec.Images.Test, "test");
        if (spec.Chat.Any(chat => chat.Host == host))
        {
            yield return new LabImage(spec.Images.Dotnet, "dotnet");
        }

        if (spec.Redis.Host == host)
        {
            yield return new LabImage(spec.Images.Redis, "redis");
        }

        if (spec.Dashboard.Host == host)
        {
            yield return new LabImage(spec.Images.Dashboard, "dashboard");
        }
    }
}

/// <summary>The images that one host must have.</summary>
public sealed record HostImages(HostFacts Host, IReadOnlyList<LabImage> Images);
