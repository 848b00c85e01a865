using System.CommandLine;
using ChatAspire.Lab.Hosts.Ec2;
using ChatAspire.Network.Execution;

namespace ChatAspire.Provisioner.CommandLine;

/// <summary>The options of a lab on AWS; each is valid with <c>--hosts ec2</c> only.</summary>
internal sealed class Ec2CommandOptions
{
    /// <summary>Adds the options to a verb.</summary>
    public Ec2CommandOptions(CliCommand verb)
    {
        All =
        [
            Text(Ec2OptionValues.Region, "REGION", "The region. Default: AWS_REGION, AWS_DEFAULT_REGION, or the profile's."),
            Text(Ec2OptionValues.Profile, "NAME", "The profile with the credentials. Default: the AWS SDK's."),
            Text(Ec2OptionValues.Endpoint, "URL", "The endpoint of an EC2 API. Default: AWS_ENDPOINT_URL_EC2, or the region's."),
            Text(Ec2OptionValues.Vpc, "VPC-ID", "The VPC. Default: the region's default VPC."),
            Text(
                Ec2OptionValues.Subnet,
                "SUBNET-ID",
                "The subnet. Default: one of the VPC whose zone offers the instance type, with free addresses and a way to the internet."),
            Text(Ec2OptionValues.Image, "AMI-ID", "The image. Default: Debian's newest image of Debian 13 for the type's architecture."),
            Text(
                Ec2OptionValues.InstanceType,
                "TYPE",
                $"The instance type; Arm types get Arm images. Default: {Ec2Options.DefaultInstanceType}."),
            Text(Ec2OptionValues.Disk, "GB", "The size of each host's disk. Default: the image's own size."),
            new Option<bool>(Ec2OptionValues.Spot) { Description = "Use spot instances: cheaper, but AWS may end them at any time." },
            Text(
                Ec2OptionValues.Allow,
                "CIDR",
                "The addresses that may reach SSH and the chat. Default: your public address, as --address-service reports it."),
            Text(Ec2OptionValues.AllowSsh, "CIDR", "The addresses that may reach SSH. Default: those of --allow."),
            Text(Ec2OptionValues.AllowChat, "CIDR", "The addresses that may reach the chat. Default: those of --allow."),
            Text(
                Ec2OptionValues.AddressService,
                "URL",
                $"The service that reports your public address; used only without --allow. Default: {Ec2Options.DefaultAddressService}"),
            Text(
                Ec2OptionValues.Ttl,
                "TIME",
                "The time after which the instances terminate themselves: 90m, 8h, 2d, or none. "
                + $"Default: {Ec2OptionValues.DefaultTtl}."),
            new Option<string[]>(Ec2OptionValues.Tag)
            {
                HelpName = "KEY=VALUE",
                Description = "A tag for every resource, besides the lab's own. Repeat it for further tags.",
            },
            Address(),
        ];
        foreach (var option in All)
        {
            verb.Add(option);
        }
    }

    /// <summary>Every option, in the order of the help page.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>Refuses these options for hosts that are not on AWS, because they would be ignored.</summary>
    /// <exception cref="UserErrorException">One of these options is on the command line.</exception>
    public void RefuseAny(ParseResult parsed)
    {
        if (Given(parsed).FirstOrDefault() is { } given)
        {
            throw new UserErrorException($"{given.Name} applies to labs on AWS only.", "Add --hosts ec2, or omit it.");
        }
    }

    /// <summary>Reads the values of the options that are on the command line.</summary>
    public Ec2OptionValues Read(ParseResult parsed) => Ec2OptionValues.Of(Given(parsed).Select(
        option => KeyValuePair.Create<string, IReadOnlyList<string>>(option.Name, Values(parsed, option))));

    private IEnumerable<Option> Given(ParseResult parsed) => All.Where(option => parsed.GetResult(option) is { Implicit: false });

    // A flag without a value has no tokens, but means true.
    private static string[] Values(ParseResult parsed, Option option) =>
        option is Option<bool> flag ? [parsed.GetValue(flag) ? "true" : "false"]
        : [.. parsed.GetResult(option)!.Tokens.Select(token => token.Value)];

    private static Option<string?> Text(string name, string helpName, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
    };

    private static Option<string> Address()
    {
        var address = new Option<string>(Ec2OptionValues.Address)
        {
            HelpName = "public|private",
            Description = "The addresses to connect to: public, or private from inside the VPC. Default: public.",
        };
        address.Restrict("kind of address", ["public", "private"]);
        return address;
    }
}
