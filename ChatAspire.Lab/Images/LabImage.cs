using ChatAspire.Lab.Spec;

namespace ChatAspire.Lab.Images;

/// <summary>An image that hosts need, and that comes from elsewhere.</summary>
/// <param name="Reference">As lab.json names it, and as the hosts' engines know it.</param>
/// <param name="Role">What <c>eng/lab-images</c> calls the one it makes where no registry is reachable.</param>
public sealed record LabImage(string Reference, string Role)
{
    /// <summary>The images that eng/lab-images makes others for. One of the user's own choice is never replaced.</summary>
    private static readonly string[] Replaceable = ["redis", "alpine", "mcr.microsoft.com/dotnet/aspnet", "mcr.microsoft.com/dotnet/aspire-dashboard"];

    /// <summary>Whether one that was made does in its place.</summary>
    public bool HasSubstitute => Replaceable.Contains(Reference.Split(':')[0]);

    /// <summary>The name of the one that was made: nobody else's names are taken on this machine. Its own where none can be.</summary>
    public string Substitute => HasSubstitute ? $"chataspire/{Role}" : Reference;

    /// <summary>What helps when it cannot be had.</summary>
    public string Hint => $"Is the name right ($.images.{Role} in lab.json), and its registry reachable? An image of this name on this machine's engine is taken as it is.";

    /// <summary>What each host needs: no more than its containers.</summary>
    public static IReadOnlyList<HostImages> Needed(LabSpec spec, IReadOnlyList<HostSpec> hosts) =>
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
public sealed record HostImages(HostSpec Host, IReadOnlyList<LabImage> Images);
