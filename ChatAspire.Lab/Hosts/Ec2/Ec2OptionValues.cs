using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Hosts.Ec2;

/// <summary>
/// The options of a lab on AWS: name → values as the user wrote them. <c>up</c> stores them in the lab's directory, so that later
/// commands need none. An option that is passed again overrides the stored one.
/// </summary>
public sealed class Ec2OptionValues
{
    public const string Region = "--region";
    public const string Profile = "--profile";
    public const string Endpoint = "--endpoint-url";
    public const string Vpc = "--vpc";
    public const string Subnet = "--subnet";
    public const string Image = "--image";
    public const string InstanceType = "--instance-type";
    public const string Allow = "--allow";
    public const string AllowSsh = "--allow-ssh";
    public const string AllowChat = "--allow-chat";
    public const string AddressService = "--address-service";
    public const string Ttl = "--ttl";
    public const string Address = "--address";
    public const string Tag = "--tag";
    public const string Disk = "--disk";
    public const string Spot = "--spot";

    private const string FileName = "ec2-options.json";

    /// <summary>The value of <see cref="Ttl"/> if the option is not passed.</summary>
    public const string DefaultTtl = "8h";

    /// <summary>The largest accepted size of a gp3 volume, in GB.</summary>
    private const int MaxDiskGigabytes = 16384;

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _values;

    private Ec2OptionValues(IReadOnlyDictionary<string, IReadOnlyList<string>> values) => _values = values;

    /// <summary>The values when no option is passed.</summary>
    public static Ec2OptionValues None { get; } = new(new Dictionary<string, IReadOnlyList<string>>());

    /// <param name="values">Each passed option, with its values: several for <see cref="Tag"/>, one for the others.</param>
    public static Ec2OptionValues Of(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> values) =>
        new(values.ToDictionary(StringComparer.Ordinal));

    /// <summary>Loads the stored options.</summary>
    /// <returns>The options of the lab in this directory; null if none are stored.</returns>
    /// <exception cref="UserErrorException">The file is damaged.</exception>
    public static Ec2OptionValues? Load(LabDirectory directory)
    {
        try
        {
            return directory.Read(FileName) is { } text
                ? Of(JsonSerializer.Deserialize(text, Ec2OptionValuesJson.Default.DictionaryStringIReadOnlyListString)!)
                : null;
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"{directory.File(FileName)} is damaged: {e.Message}", "Delete the file, and pass the lab's options again.", e);
        }
    }

    /// <summary>Stores the options, with the region even if no option sets it.</summary>
    /// <param name="region">The region in use, which may come from the environment.</param>
    public void Save(LabDirectory directory, string region) => directory.Write(
        FileName,
        JsonSerializer.Serialize(
            With(Region, region)._values.ToDictionary(), Ec2OptionValuesJson.Default.DictionaryStringIReadOnlyListString));

    /// <summary>Merges a lab's stored options into these options; a stored value counts only for an option that is not set here.</summary>
    public Ec2OptionValues Over(Ec2OptionValues stored) =>
        Of(stored._values.Where(option => !_values.ContainsKey(option.Key)).Concat(_values));

    /// <summary>Returns the options that are set here and whose value differs from the stored value.</summary>
    public IReadOnlyList<Ec2OptionChange> ChangesOf(Ec2OptionValues stored) =>
    [
        .. _values.Where(option => !stored.Text(option.Key).SequenceEqual(option.Value, StringComparer.Ordinal))
            .Select(option => new Ec2OptionChange(option.Key, Shown(stored.Text(option.Key)), Shown(option.Value))),
    ];

    /// <summary>Parses the values, and fills in the defaults.</summary>
    /// <exception cref="UserErrorException">A value is invalid.</exception>
    public Ec2Options ToOptions() => new()
    {
        Region = One(Region),
        Profile = One(Profile),
        Endpoint = Url(Endpoint),
        Vpc = One(Vpc),
        Subnet = One(Subnet),
        Image = One(Image),
        InstanceType = One(InstanceType) ?? Ec2Options.DefaultInstanceType,
        Allow = One(Allow),
        AllowSsh = One(AllowSsh),
        AllowChat = One(AllowChat),
        AddressService = Url(AddressService) ?? Ec2Options.DefaultAddressService,
        TimeToLive = TimeToLive.Parse(One(Ttl) ?? DefaultTtl, Ttl),
        Address = One(Address) is { } kind ? Enum.Parse<HostAddress>(kind, ignoreCase: true) : HostAddress.Public,
        Tags = UserTags.Parse(Text(Tag)),
        DiskGigabytes = Gigabytes(),
        Spot = One(Spot) == "true",
    };

    private Ec2OptionValues With(string name, string value) => Of(_values.Where(option => option.Key != name).Append(new(name, [value])));

    private IReadOnlyList<string> Text(string name) => _values.GetValueOrDefault(name, []);

    private string? One(string name) => Text(name) is [.., var last] ? last : null;

    private Uri? Url(string name)
    {
        if (One(name) is not { } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new UserErrorException($"{name} \"{text}\" is not a URL.", "Include the scheme: http://127.0.0.1:4566, https://….");
    }

    private int? Gigabytes()
    {
        if (One(Disk) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= MaxDiskGigabytes
            ? size
            : throw new UserErrorException(
                $"{Disk} \"{text}\" is not a number of GB from 1 to {MaxDiskGigabytes}.", "For example: --disk 20.");
    }

    private static string Shown(IReadOnlyList<string> values) => values.Count == 0 ? "the default" : string.Join(", ", values);
}

/// <summary>An option whose value differs from the stored one of a lab.</summary>
/// <param name="Name">The option: <c>--region</c>.</param>
/// <param name="Before">The stored value, or "the default".</param>
/// <param name="After">The new value.</param>
public sealed record Ec2OptionChange(string Name, string Before, string After)
{
    public override string ToString() => $"{Name}: {Before} → {After}";
}

/// <summary>JSON serialization of the stored options, generated at build time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
internal sealed partial class Ec2OptionValuesJson : JsonSerializerContext;
