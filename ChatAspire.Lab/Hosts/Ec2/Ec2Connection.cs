using Amazon;
using Amazon.EC2;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// Creates an EC2 client. The region comes from the options, else from the profile or the environment. Credentials come from the
/// profile that the options name, else from the SDK's default chain.
/// </summary>
internal static class Ec2Connection
{
    /// <summary>
    /// The number of retries. It is above the SDK's default of 2, because AWS throttles per account: calls of other clients count too.
    /// </summary>
    private const int Retries = 5;

    /// <exception cref="UserErrorException">No region is set, or the region or profile does not exist.</exception>
    public static AmazonEC2Client Open(Ec2Options options)
    {
        var config = new AmazonEC2Config { RetryMode = RequestRetryMode.Standard, MaxErrorRetry = Retries };
        if (options.Profile is { } profile)
        {
            config.Profile = new Profile(profile);
        }

        var region = Region(options);
        config.AuthenticationRegion = region.SystemName; // an endpoint from the environment or an option implies no region
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
        }
        else
        {
            config.RegionEndpoint = region;
        }

        try
        {
            return options.Profile is null ? new AmazonEC2Client(config) : new AmazonEC2Client(Credentials(options.Profile), config);
        }
        catch (AmazonClientException e)
        {
            throw Ec2Errors.Explain(e, "credentials");
        }
    }

    // config.Profile applies only the profile's settings; the client would still take its credentials from the default profile.
    private static AWSCredentials Credentials(string profile) =>
        new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials)
            ? credentials
            : throw new UserErrorException(
                $"AWS: there is no profile '{profile}' with credentials.",
                "`aws configure list-profiles` lists the existing profiles.");

    private static RegionEndpoint Region(Ec2Options options)
    {
        var name = options.Region ?? Fallback(options)
            ?? throw new UserErrorException(
                "AWS: no region is set.", "Set --region eu-central-1 or AWS_REGION, or run `aws configure`.");
        var known = RegionEndpoint.EnumerableAllRegions.Select(r => r.SystemName).ToList();
        // The SDK builds an endpoint for any region name, so an unknown region would only surface as a DNS error.
        return known.Contains(name)
            ? RegionEndpoint.GetBySystemName(name)
            : throw new UserErrorException($"AWS: there is no region '{name}'.", $"Did you mean {Nearest(name, known)}?");
    }

    private static string? Fallback(Ec2Options options)
    {
        try
        {
            return options.Profile is { } profile
                && new CredentialProfileStoreChain().TryGetProfile(profile, out var found)
                && found.Region is { } region
                ? region.SystemName
                : FallbackRegionFactory.GetRegionEndpoint()?.SystemName ?? DefaultRegion;
        }
        catch (AmazonClientException)
        {
            return DefaultRegion;
        }
    }

    // The AWS CLI and most SDKs read AWS_DEFAULT_REGION; the .NET SDK does not.
    private static string? DefaultRegion =>
        Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") is { Length: > 0 } region ? region : null;

    private static string Nearest(string name, IEnumerable<string> known) => known.MinBy(k => Distance(name, k))!;

    // The Levenshtein distance, computed one row of the matrix at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }
        return row[^1];
    }
}
