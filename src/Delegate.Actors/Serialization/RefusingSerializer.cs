using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Delegate.Actors.Serialization;

/// <summary>
/// Stands where Akka has its serializer for everything that names none. Strict serialization asks it for nothing; Akka's own
/// is made at every start all the same, and Newtonsoft.Json with it.
/// </summary>
public sealed class RefusingSerializer : Serializer
{
    /// <summary>As Akka makes it, with the settings of its own.</summary>
    public RefusingSerializer(ExtendedActorSystem system, Config settings) : base(system) => _ = settings;

    /// <inheritdoc/>
    public override int Identifier => 1; // that of Akka's own

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new NotSupportedException($"{obj.GetType()} names no serializer.");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException($"{type} names no serializer.");
}
