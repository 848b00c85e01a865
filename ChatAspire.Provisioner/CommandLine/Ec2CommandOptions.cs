using System.CommandLine;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The options of a lab on AWS; each is valid with <c>--hosts ec2</c> only.</summary>
internal sealed class Ec2CommandOptions
{
    private readonly Option<string?> _region =
        Text("--region", "REGION", "The region. Default: the AWS SDK's (AWS_REGION, or the profile's).");
    private readonly Option<string?> _profile = Text("--profile", "NAME", "The profile with the credentials. Default: the AWS SDK's.");
    private readonly Option<string?> _endpoint =
        Text("--endpoint-url", "URL", "The endpoint of an EC2 API. Default: AWS_ENDPOINT_URL_EC2, or the region's.");
    private readonly Option<string?> _vpc = Text("--vpc", "VPC-ID", "The VPC. Default: the region's default VPC.");
    private readonly Option<string?> _subnet =
        Text("--subnet", "SUBNET-ID", "The subnet. Default: one of the VPC whose zone offers the instance type.");
    private readonly Option<string?> _image =
        Text("--image", "AMI-ID", "The image. Default: Canonical's newest Ubuntu 24.04 for the type's architecture.");
    private readonly Option<string?> _type = Text(
        "--instance-type", "TYPE", $"The instance type; Arm types get Arm images. Default: {Ec2Options.DefaultInstanceType}.");
    private readonly Option<string?> _allow = Text(
        "--allow", "CIDR", "The addresses that may reach SSH and the chat. Default: your public address, as --address-service reports it.");
    private readonly Option<string?> _service = Text(
        "--address-service",
        "URL",
        $"The service that reports your public address; used only without --allow. Default: {Ec2Options.DefaultAddressService}");
    private readonly Option<string?> _ttl =
        Text("--ttl", "TIME", "The time after which the instances terminate themselves: 90m, 8h, 2d, or none. Default: 8h.");
    private readonly Option<HostAddress> _address = new("--address")
    {
        Description = "The addresses to connect to: public, or private from inside the VPC. Default: public.",
        HelpName = "public|private",
    };

    /// <summary>Adds the options to a verb.</summary>
    public Ec2CommandOptions(CliCommand verb)
    {
        All = [_region, _profile, _endpoint, _vpc, _subnet, _image, _type, _allow, _service, _ttl, _address];
        foreach (var option in All)
        {
            verb.Add(option);
        }
    }

    /// <summary>Every option, in the order of the help page.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>Rejects these options for hosts that are not on AWS.</summary>
    /// <exception cref="UserErrorException">One is given, and would be ignored.</exception>
    public void RefuseAny(ParseResult parsed)
    {
        if (All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new UserErrorException($"{given.Name} applies to labs on AWS only.", "Add --hosts ec2, or omit it.");
        }
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UserErrorException">A value is invalid.</exception>
    public Ec2Options Read(ParseResult parsed) => new()
    {
        Region = parsed.GetValue(_region),
        Profile = parsed.GetValue(_profile),
        Endpoint = Url(parsed, _endpoint),
        Vpc = parsed.GetValue(_vpc),
        Subnet = parsed.GetValue(_subnet),
        Image = parsed.GetValue(_image),
        InstanceType = parsed.GetValue(_type) ?? Ec2Options.DefaultInstanceType,
        Allow = parsed.GetValue(_allow),
        AddressService = Url(parsed, _service) ?? Ec2Options.DefaultAddressService,
        TimeToLive = TimeToLive.Parse(parsed.GetValue(_ttl) ?? "8h"),
        Address = parsed.GetValue(_address),
    };

    private static Option<string?> Text(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
    };

    private static Uri? Url(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new UserErrorException(
                $"{option.Name} \"{text}\" is not a URL.", "Include the scheme: http://127.0.0.1:4566, https://….");
    }
}
