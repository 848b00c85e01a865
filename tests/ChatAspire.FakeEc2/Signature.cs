using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ChatAspire.FakeEc2;

/// <summary>
/// Checks the form of a signature (Signature Version 4): key, time, region and service. The signature itself is not verified:
/// the SDK's signing is not under test.
/// </summary>
// Authorization: AWS4-HMAC-SHA256 Credential=AKIA…/20261124/eu-central-1/ec2/aws4_request, SignedHeaders=…, Signature=…
internal static partial class Signature
{
    /// <exception cref="Ec2Exception">AuthFailure or RequestExpired.</exception>
    public static void Check(HttpRequest request, string accessKey, string ownRegion, string? expiredToken)
    {
        var header = Header().Match(request.Headers.Authorization.ToString());
        if (!header.Success || header.Groups["key"].Value != accessKey || header.Groups["region"].Value != ownRegion)
        {
            throw Ec2Exception.AuthFailure();
        }
        if (expiredToken is not null && request.Headers["X-Amz-Security-Token"] == expiredToken)
        {
            throw Ec2Exception.RequestExpired();
        }
        var signed = DateTimeOffset.ParseExact(request.Headers["X-Amz-Date"].ToString(), "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if ((DateTimeOffset.UtcNow - signed).Duration() > TimeSpan.FromMinutes(5))
        {
            throw Ec2Exception.RequestExpired();
        }
    }

    [GeneratedRegex("^AWS4-HMAC-SHA256 Credential=(?<key>[A-Z0-9]+)/[0-9]{8}/(?<region>[a-z0-9-]+)/ec2/aws4_request, "
        + "SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$")]
    private static partial Regex Header();
}
