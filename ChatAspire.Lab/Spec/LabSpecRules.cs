namespace ChatAspire.Lab.Spec;

/// <summary>Validates the values of a lab file. Each error names the JSON path, the problem and the expected value.</summary>
internal static class LabSpecRules
{
    public const int MinHosts = 2;
    public const int MaxHosts = 9;

    private const int SshPort = 22;

    /// <summary>Returns all errors; if a list contains nulls, only the errors about these nulls.</summary>
    public static IReadOnlyList<string> Errors(LabSpec spec)
    {
        // The serializer rejects nulls everywhere but in lists.
        string[] nulls = [.. Nulls("$.hosts", spec.Hosts), .. Nulls("$.chat", spec.Chat)];
        return nulls.Length > 0 ? nulls :
        [
            .. NameRules.Object("$.name", spec.Name),
            .. OverlayRules.Errors(spec.Overlay, spec.Hosts.Count),
            .. Hosts(spec),
            .. Containers(spec),
            .. Ports(spec),
            .. AddressRules.Errors(spec.Overlay, [
                .. spec.Hosts.Select((host, i) => ($"$.hosts[{i}].gateway", host.Gateway)),
                .. ContainersOf(spec).Select(container => ($"{container.Path}.address", container.Address))]),
            .. spec.Images.ByRole.SelectMany(image => NameRules.Image(image.Role, image.Name)),
        ];
    }

    private static IEnumerable<string> Nulls(string path, IReadOnlyList<object?> list) =>
        list.Index().Where(one => one.Item is null).Select(one => $"{path}[{one.Index}]: expected an object {{ … }}, found null.");

    private static IEnumerable<string> Hosts(LabSpec spec)
    {
        if (spec.Hosts.Count is < MinHosts or > MaxHosts)
        {
            yield return $"$.hosts: {spec.Hosts.Count} hosts; {MinHosts} to {MaxHosts} are possible.";
        }

        foreach (var error in spec.Hosts.SelectMany((host, i) => NameRules.Object($"$.hosts[{i}].name", host.Name)))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> Containers(LabSpec spec)
    {
        if (spec.Chat.Count == 0)
        {
            yield return "$.chat: empty; a lab needs at least one chat node.";
        }

        string[] hosts = [.. spec.Hosts.Select(host => host.Name)];
        var containers = ContainersOf(spec);
        foreach (var (path, name, host, _) in containers)
        {
            foreach (var error in NameRules.Object($"{path}.name", name))
            {
                yield return error;
            }

            if (!hosts.Contains(host))
            {
                yield return $"{path}.host: \"{host}\" is not a host of $.hosts; use one of {string.Join(", ", hosts.Distinct())}.";
            }
        }

        // Hosts and containers may not share a name, because a Docker network reserves the addresses of both by name.
        foreach (var error in NameRules.Duplicates([
            .. spec.Hosts.Select((host, i) => ($"$.hosts[{i}].name", host.Name)),
                .. containers.Select(container => ($"{container.Path}.name", container.Name))]))
        {
            yield return error;
        }
    }

    private static IEnumerable<string> Ports(LabSpec spec)
    {
        foreach (var error in NameRules.Duplicates(spec.Chat.Select((chat, i) =>
            ($"$.chat[{i}].publish", $"{chat.Publish} on {chat.Host}"))))
        {
            yield return error;
        }

        foreach (var (i, chat) in spec.Chat.Index())
        {
            var owner = chat.Publish switch
            {
                SshPort => "the SSH server",
                DashboardSpec.PagePort when chat.Host == spec.Dashboard.Host => "the dashboard",
                _ => null,
            };
            if (owner is not null)
            {
                yield return $"$.chat[{i}].publish: {chat.Publish} on {chat.Host} belongs to {owner}; choose another.";
            }
        }

        var ports = spec.Chat.Select((chat, i) => AddressRules.Port($"$.chat[{i}].publish", chat.Publish))
            .Append(AddressRules.Port("$.redis.port", spec.Redis.Port));
        foreach (var error in ports.OfType<string>())
        {
            yield return error;
        }
    }

    private static IReadOnlyList<(string Path, string Name, string Host, string Address)> ContainersOf(LabSpec spec) =>
    [
        ("$.redis", spec.Redis.Name, spec.Redis.Host, spec.Redis.Address),
        .. spec.Chat.Select((chat, i) => ($"$.chat[{i}]", chat.Name, chat.Host, chat.Address)),
        ("$.dashboard", spec.Dashboard.Name, spec.Dashboard.Host, spec.Dashboard.Address),
    ];
}
