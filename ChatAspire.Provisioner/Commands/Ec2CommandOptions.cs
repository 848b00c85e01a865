using System.CommandLine;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;
using Command = System.CommandLine.Command;

namespace ChatAspire.Provisioner.Commands;

/// <summary>What may be said about a lab on AWS; each option means something with <c>--hosts ec2</c> only.</summary>
internal sealed class Ec2CommandOptions
{
    private readonly Option<string?> _region = new("--region") { Description = "EC2: the region. Default: as the AWS SDK finds it (AWS_REGION, the profile).", HelpName = "REGION" };
    private readonly Option<string?> _profile = new("--profile") { Description = "EC2: the profile with the credentials. Default: as the AWS SDK finds them.", HelpName = "NAME" };
    private readonly Option<string?> _endpoint = new("--endpoint-url") { Description = "EC2: another endpoint that speaks EC2's API. Default: AWS_ENDPOINT_URL_EC2, or the region's.", HelpName = "URL" };
    private readonly Option<string?> _vpc = new("--vpc") { Description = "EC2: the VPC. Default: the region's default VPC.", HelpName = "vpc-…" };
    private readonly Option<string?> _subnet = new("--subnet") { Description = "EC2: the subnet. Default: one of the VPC's whose zone offers the type.", HelpName = "subnet-…" };
    private readonly Option<string?> _image = new("--image") { Description = "EC2: the image. Default: Canonical's newest Ubuntu 24.04 for the type's architecture.", HelpName = "ami-…" };
    private readonly Option<string?> _type = new("--instance-type") { Description = $"EC2: the instance type; Arm types get Arm images. Default: {Ec2Options.DefaultInstanceType}.", HelpName = "TYPE" };
    private readonly Option<string?> _allow = new("--allow") { Description = "EC2: who may reach SSH and the chat. Default: your own public address alone, as --address-service sees it.", HelpName = "CIDR" };
    private readonly Option<string?> _service = new("--address-service") { Description = $"EC2: who tells your public address; asked only without --allow. Default: {Ec2Options.DefaultAddressService}", HelpName = "URL" };
    private readonly Option<string?> _ttl = new("--ttl") { Description = "EC2: after this long the instances end themselves: 90m, 8h, 2d, or none. Default: 8h.", HelpName = "TIME" };
    private readonly Option<HostAddress> _address = new("--address") { Description = "EC2: reach the hosts at their public or (from inside the VPC) private addresses. Default: public.", HelpName = "public|private" };

    private readonly Option[] _all;

    public Ec2CommandOptions(Command verb)
    {
        _all = [_region, _profile, _endpoint, _vpc, _subnet, _image, _type, _allow, _service, _ttl, _address];
        foreach (var option in _all)
            verb.Add(option);
    }

    /// <exception cref="UserErrorException">One is given, and would be ignored.</exception>
    public void RefuseAny(ParseResult parsed)
    {
        if (_all.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } given)
            throw new UserErrorException($"{given.Name} means something on AWS only.", "Add --hosts ec2, or leave it out.");
    }

    /// <exception cref="UserErrorException">A value cannot be used.</exception>
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

    private static Uri? Url(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new UserErrorException($"{option.Name} {text}: not a URL.", "Say it with its scheme: http://127.0.0.1:4566, https://….");
}
