"""
The small closed vocabularies of the API, as type checkers want them.

Each alias takes the word itself, so that a typo is underlined in the editor, or the enum's member.
The two lists of instance types grow every month and stay plain strings.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, TypeAlias

from sagemaker_train.models.enums import (
    CompressionType,
    CustomizationTechnique,
    EvaluationType,
    FileSystemAccessMode,
    FileSystemType,
    OutputCompressionType,
    Peft,
    RecordWrapper,
    S3DataDistribution,
    S3DataType,
    ServerlessJobType,
    TrainingInputMode,
    TrainingRepositoryAccessMode,
)

Duration: TypeAlias = timedelta | int
"""A ``timedelta`` of whole seconds, or a number of seconds."""

Words: TypeAlias = list[str] | tuple[str, ...]
"""Several strings; a single ``str`` is none, because it would be read letter by letter."""

InputMode: TypeAlias = Literal["Pipe", "File", "FastFile"] | TrainingInputMode
InputCompression: TypeAlias = Literal["None", "Gzip"] | CompressionType
RecordWrapping: TypeAlias = Literal["None", "RecordIO"] | RecordWrapper
Distribution: TypeAlias = Literal["FullyReplicated", "ShardedByS3Key"] | S3DataDistribution
S3Kind: TypeAlias = (
    Literal["ManifestFile", "S3Prefix", "AugmentedManifestFile", "Converse"] | S3DataType
)
FileSystemKind: TypeAlias = Literal["EFS", "FSxLustre"] | FileSystemType
FileSystemAccess: TypeAlias = Literal["rw", "ro"] | FileSystemAccessMode
OutputCompression: TypeAlias = Literal["GZIP", "NONE"] | OutputCompressionType
RegistryAccess: TypeAlias = Literal["Platform", "Vpc"] | TrainingRepositoryAccessMode
ServerlessJob: TypeAlias = Literal["FineTuning", "Evaluation"] | ServerlessJobType
Technique: TypeAlias = Literal["SFT", "DPO", "RLVR", "RLAIF"] | CustomizationTechnique
Evaluation: TypeAlias = (
    Literal["LLMAJEvaluation", "CustomScorerEvaluation", "BenchmarkEvaluation"] | EvaluationType
)
PeftMethod: TypeAlias = Literal["LORA"] | Peft
