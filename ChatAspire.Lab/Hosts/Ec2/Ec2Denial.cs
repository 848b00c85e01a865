using System.Text.RegularExpressions;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>Explains why IAM did not allow a call: a permission is missing, or a policy denies it explicitly.</summary>
/// <remarks>
/// AWS's messages, from "Troubleshoot access denied error messages" in the IAM User Guide:
/// <c>User: arn:… is not authorized to perform: ec2:RunInstances on resource: arn:… with an explicit deny in a service control policy</c>,
/// <c>… because no permissions boundary allows the ec2:RunInstances action</c>. The policy's ARN may follow the policy's kind.
/// </remarks>
internal static partial class Ec2Denial
{
    private static readonly Dictionary<string, string> Owners = new(StringComparer.Ordinal)
    {
        ["service control policy"] = "your organization's administrator",
        ["resource control policy"] = "your organization's administrator",
        ["permissions boundary"] = "the administrator who set the permissions boundary of your user or role",
        ["session policy"] = "the issuer of your session's credentials",
        ["identity-based policy"] = "the administrator of the account",
        ["resource-based policy"] = "the owner of the resource",
        ["VPC endpoint policy"] = "the administrator of the VPC endpoint that your requests pass",
    };

    /// <summary>Returns the cause as text for an error message, to which the caller adds the prefix "AWS:", and the hint.</summary>
    /// <param name="message">The message of AWS's error.</param>
    /// <param name="action">The API action: <c>RunInstances</c>; used if the message does not name the permission.</param>
    public static (string What, string Cure) Explain(string message, string action)
    {
        var named = Permission().Match(message);
        var permission = named.Success ? named.Groups["action"].Value : $"ec2:{action}";
        var resource = named.Success ? $" on {named.Groups["resource"].Value}" : "";
        if (Denied().Match(message) is { Success: true } deny)
        {
            var policy = deny.Groups["policy"].Value;
            return (
                $"{Kind(policy)} denies {permission}{resource}{Named(deny)}.",
                $"It overrules every permission: ask {Owner(policy)}. Such policies often demand tags (--tag KEY=VALUE), "
                + $"a --region, an --instance-type, an --image, or no public address (--address private).{Decoding(message)}");
        }

        if (Boundary().Match(message) is { Success: true } limit && limit.Groups["policy"].Value is var missing
            && missing != "identity-based policy")
        {
            return ($"{Kind(missing)} does not allow {permission}{resource}.", $"Ask {Owner(missing)} to allow it.{Decoding(message)}");
        }

        return (
            $"the permission {permission} is missing{(named.Success ? $" ({resource.TrimStart()})" : "")}.",
            "Attach the policy docs/iam-policy.json, or ask your administrator to: it grants exactly what the lab needs.");
    }

    // AWS names the deciding statement only in the encoded part; decoding it requires sts:DecodeAuthorizationMessage.
    private static string Decoding(string message) => Encoded().Match(message) is { Success: true } encoded
        ? $" `aws sts decode-authorization-message --encoded-message {encoded.Groups["text"].Value}` shows what decided."
        : "";

    private static string Kind(string policy) => policy switch
    {
        "service control policy" => "a policy of your organization (service control policy)",
        "resource control policy" => "a policy of your organization (resource control policy)",
        _ => $"{("aeiou".Contains(policy[0], StringComparison.Ordinal) ? "an" : "a")} {policy}",
    };

    private static string Owner(string policy) => Owners.GetValueOrDefault(policy, "the administrator of the account");

    private static string Named(Match deny) => deny.Groups["arn"].Value is { Length: > 0 } arn ? $": {arn}" : "";

    [GeneratedRegex(@"not authorized to perform: (?<action>[\w:]+) on resource: (?<resource>\S+?)(?=[.]?\s|[.]?$)")]
    private static partial Regex Permission();

    [GeneratedRegex(@"with an explicit deny in an? (?<policy>(?:[\w-]+ )+?(?:policy|boundary))(?:: (?<arn>arn:\S+?)(?=[.]?\s|[.]?$))?")]
    private static partial Regex Denied();

    [GeneratedRegex(@"because no (?<policy>[\w -]+? policy|permissions boundary) allows")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"Encoded authorization failure message: (?<text>\S+)")]
    private static partial Regex Encoded();
}
